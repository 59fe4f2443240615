"""An OCI image layout, made without a container engine. Equal input gives equal bytes.

https://github.com/opencontainers/image-spec (image-layout.md, image-index.md, manifest.md, config.md, layer.md)
"""

import gzip
import hashlib
import io
import json
import tarfile

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def as_json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


class Tar:
    """A tar whose entries have no time but the given one and no owner's name."""

    def __init__(self, time):
        self.time, self.bytes = time, io.BytesIO()
        self.tar = tarfile.open(fileobj=self.bytes, mode="w", format=tarfile.USTAR_FORMAT)

    def folder(self, name, owner=0):
        self._add(name, tarfile.DIRTYPE, 0o755, owner, b"")

    def file(self, name, data, mode=0o644):
        self._add(name, tarfile.REGTYPE, mode, 0, data)

    def _add(self, name, kind, mode, owner, data):
        entry = tarfile.TarInfo(name)
        entry.type, entry.mode, entry.mtime, entry.size = kind, mode, self.time, len(data)
        entry.uid = entry.gid = owner
        self.tar.addfile(entry, io.BytesIO(data))

    def end(self):
        self.tar.close()
        return self.bytes.getvalue()


class Layout:
    """Blobs by their digests, and descriptors of them."""

    def __init__(self):
        self.blobs = {}

    def blob(self, media_type, data, **more):
        self.blobs[digest(data)] = data
        return {"mediaType": media_type, "digest": digest(data), "size": len(data), **more}

    def image(self, architecture, layer, config, annotations):
        """Adds an image of one layer, an uncompressed tar, and gives the descriptor of its manifest."""
        # The header of gzip has a time, too, and level 9 is that of the sizes in the documents.
        packed = self.blob(LAYER, gzip.compress(layer, 9, mtime=0))
        platform = {"architecture": architecture, "os": "linux"}
        created = annotations["org.opencontainers.image.created"]
        settings = self.blob(CONFIG, as_json({
            **platform,
            "created": created,
            "config": {**config, "Labels": annotations},
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
            "history": [{"created": created, "created_by": "deploy/image/build"}],
        }))
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": settings, "layers": [packed],
                    "annotations": annotations}
        return self.blob(MANIFEST, as_json(manifest), platform=platform)

    def index(self, images, annotations):
        """Adds an index of several platforms, and gives its descriptor."""
        value = {"schemaVersion": 2, "mediaType": INDEX, "manifests": images, "annotations": annotations}
        return self.blob(INDEX, as_json(value))

    def archive(self, top, name, time):
        """The tar of a layout with one image called `name`. One of a single platform has Docker's own list, too."""
        blobs = self._reached(top)
        tag = name.rsplit(":", 1)[-1]
        named = {**top, "annotations": {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag}}
        tar = Tar(time)
        tar.folder("blobs")
        tar.folder("blobs/sha256")
        for key in sorted(blobs):
            tar.file(path(key), blobs[key])
        tar.file("index.json", as_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [named]}))
        if top["mediaType"] == MANIFEST:
            manifest = json.loads(blobs[top["digest"]])
            layers = [path(layer["digest"]) for layer in manifest["layers"]]
            tar.file("manifest.json", as_json([{"Config": path(manifest["config"]["digest"]), "RepoTags": [name],
                                                "Layers": layers}]))
        tar.file("oci-layout", as_json({"imageLayoutVersion": "1.0.0"}))
        return tar.end()

    def _reached(self, descriptor):
        found = {descriptor["digest"]: self.blobs[descriptor["digest"]]}
        if descriptor["mediaType"] in (INDEX, MANIFEST):
            value = json.loads(self.blobs[descriptor["digest"]])
            parts = value.get("manifests", []) + value.get("layers", []) + [value[k] for k in ("config",) if k in value]
            for part in parts:
                found.update(self._reached(part))
        return found


def path(key):
    return "blobs/" + key.replace(":", "/")
