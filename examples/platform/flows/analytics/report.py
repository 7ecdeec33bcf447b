try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow(log_prints=True)
def report(days: int = 1):
    print(f"The last {days} days, with code from S3.")
