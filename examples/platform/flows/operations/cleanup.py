try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow(log_prints=True)
def cleanup(days: int = 30):
    print(f"What is older than {days} days is gone, says code on this disk.")
