"""Which calls of AWS's APIs a deployment of each resource type takes: of CloudFormation's handlers, and of the provider besides."""
