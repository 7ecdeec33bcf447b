from syntask import flow


@flow(log_prints=True)
def hello(name: str = "world"):
    """Says hello."""
    print(f"Hello, {name}!")
