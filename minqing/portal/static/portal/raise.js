// Makes the page of photos and place quicker where scripts run; everything works without it.
// Photos are shrunk on the phone before they travel, which also drops where they were taken.
const LONGEST = 1600;

async function shrink(file) {
  if (!file.type.startsWith("image/") || file.size < 300_000) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server reads more kinds than this browser
  }
}

const photos = document.querySelector("[data-shrink]");
if (photos) document.getElementById("add-photos").hidden = true; // choosing is adding
photos?.addEventListener("change", async () => {
  if (!photos.files.length) return;
  document.getElementById("photos-busy").hidden = false;
  try {
    const small = new DataTransfer();
    for (const file of photos.files) small.items.add(await shrink(file));
    photos.files = small.files;
  } catch {
    // sent as they are
  }
  document.getElementById("add-photos").click();
});

const pin = document.querySelector("[data-pin]");
const field = (name) => document.querySelector(`[name=${name}]`);
if (pin && navigator.geolocation && window.isSecureContext) {
  document.getElementById("pin-ask").hidden = field("latitude").value !== "";
  pin.addEventListener("click", () => {
    // Asked only when the button is pressed, never by itself.
    pin.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field("latitude").value = coords.latitude.toFixed(5);
        field("longitude").value = coords.longitude.toFixed(5);
        field("within").value = Math.round(coords.accuracy);
        document.getElementById("pin-kept").hidden = false;
        document.getElementById("pin-ask").hidden = true;
      },
      () => {
        pin.disabled = false;
        document.getElementById("pin-said").textContent = pin.dataset.fail;
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
