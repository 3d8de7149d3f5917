"""Preview of the Pulumi program without an AWS account, credentials, the Pulumi CLI, plugins or a network."""
