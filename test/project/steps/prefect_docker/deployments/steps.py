"""Steps that return what prefect-docker's own return and build nothing: what `deploy` posts does not depend on the image."""


def build_docker_image(image_name, dockerfile="Dockerfile", tag=None, additional_tags=None, **options):
    return {"image": f"{image_name}:{tag}", "image_name": image_name, "tag": tag, "image_id": "1", "additional_tags": None}


def push_docker_image(image_name, tag=None, credentials=None, additional_tags=None):
    return {"image": f"{image_name}:{tag}", "image_name": image_name, "tag": tag, "additional_tags": None}
