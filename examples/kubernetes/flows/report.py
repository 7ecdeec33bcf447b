try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow(log_prints=True)
def report():
    print("A job of the cluster ran this.")
