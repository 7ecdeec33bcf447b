try:
    from syntask import flow
except ModuleNotFoundError:  # The worker of `npm run quickstart` is Prefect's: see the README.
    from prefect import flow


@flow(log_prints=True)
def hello(name: str = "world"):
    print(f"Hello, {name}!")
