"""Steps that return what prefect-azure's own return and store nothing: what `deploy` posts does not depend on the store."""


def push_to_azure_blob_storage(container, folder, credentials=None, ignore_file=".prefectignore"):
    return {"container": container, "folder": folder}
