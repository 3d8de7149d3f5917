"""AWS's services, one module each: the only place that has boto3 clients. Each function is one call, or one call's pages."""
