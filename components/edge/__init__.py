"""What faces the internet: the load balancer and its web ACL."""
