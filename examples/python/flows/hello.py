try:
    from syntask import flow
except ModuleNotFoundError:  # The worker of `run.mjs` is Prefect's: see the README.
    from prefect import flow


@flow(log_prints=True)
def hello(name: str = "world"):
    """Greets somebody."""
    print(f"Hello, {name}!")


@flow(log_prints=True)
def goodbye(name: str = "world"):
    """Takes leave."""
    print(f"Goodbye, {name}!")
