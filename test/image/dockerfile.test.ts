import { dockerfileOf } from "../../sdk/src/image/dockerfile";

const settings = { baseImage: "python:3.12", path: "/srv/flows" };

test("code goes into a folder of a user who is not root", () => {
  expect(dockerfileOf({ ...settings, requirements: undefined })).toBe(`FROM python:3.12
COPY --chown=1000:1000 . /srv/flows/
ENV HOME=/srv/flows
WORKDIR /srv/flows
USER 1000:1000
`);
});

test("packages are installed before the code comes, from a file whose name may have spaces", () => {
  expect(dockerfileOf({ ...settings, requirements: "for flows.txt" })).toBe(`FROM python:3.12
COPY ["for flows.txt","/tmp/requirements.txt"]
RUN pip install --no-cache-dir -r /tmp/requirements.txt
COPY --chown=1000:1000 . /srv/flows/
ENV HOME=/srv/flows
WORKDIR /srv/flows
USER 1000:1000
`);
});
