"""Rules about what reaches what: groups, routes, endpoints, load balancers."""
