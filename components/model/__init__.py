"""What workloads ask that they did not train: foundation models of Amazon Bedrock."""
