try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow(log_prints=True)
def load():
    print("Loaded, with code from git.")
