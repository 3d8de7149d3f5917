"""What rules are made of: resource types, plain values, the graph of resources, findings and waivers."""
