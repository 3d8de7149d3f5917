"""What a stack costs a month, estimated from what a run declared: list prices, and what is used as stated or assumed.

`estimate` makes an estimate of a recording: `rows` says what each type of resource is billed by, `prices` what that costs,
`usage` how much of it is used where no resource says so.
"""
