try:
    from syntask import flow
except ImportError:  # Prefect 3.0, of which Syntask is a fork.
    from prefect import flow


@flow(log_prints=True)
def hello(name: str = "world"):
    """Says hello."""
    print(f"Hello, {name}!")
