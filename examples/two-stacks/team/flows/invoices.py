from prefect import flow


@flow(log_prints=True)
def invoices():
    print("The invoices are sent")
