// What the door's page asks of the browser itself: the camera, the check of a signature, sound, and a copy of the page for when there
// is no network. Loaded on that page only; the application calls it as `nukkadDoor`.

/** Longest side of the picture that is searched for a code, in pixels: larger ones take longer and find no more. */
const LOOK_AT = 800;
/** A code that stays in the picture is told of once; again after it has been out of it for so long, in milliseconds. */
const SAME_FOR = 2500;
/** Between two looks, in milliseconds. */
const PAUSE = 60;
const WORKER = '/sw.js';
const CACHE = 'nukkad-door';
/** Lists with names, by this beginning of their key; what waits to be sent has no names and another beginning. */
const LISTS = 'nukkad-door:list:';

let watching = null;
let noise = null;
let key = null;

/** Finds a code's text in a video's picture: the browser's own way where it has one. */
async function reader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (formats.includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decodeQR } = await import('./decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LOOK_AT / Math.max(video.videoWidth, video.videoHeight));
    [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // No code in this picture.
    }
  };
}

/** Shows what the camera sees in `video` and calls `heard` with each code's text; `failed` with the name of what went wrong. */
async function watch(video, heard, failed) {
  stop();
  const mine = {};
  watching = mine;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    mine.stream = stream;
    if (watching !== mine) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    video.srcObject = stream;
    await video.play();
    const read = await reader();
    let [last, lastAt] = ['', 0];
    while (watching === mine) {
      const text = video.videoWidth > 0 && !document.hidden ? await read(video) : undefined;
      const now = performance.now();
      if (text && watching === mine) {
        if (text !== last || now - lastAt > SAME_FOR) {
          heard(text);
        }
        [last, lastAt] = [text, now];
      }
      await new Promise((go) => setTimeout(go, PAUSE));
    }
  } catch (error) {
    if (watching === mine) {
      stop();
      failed(error?.name ?? 'Error');
    }
  }
}

/** Puts the camera away. */
function stop() {
  watching?.stream?.getTracks().forEach((track) => track.stop());
  watching = null;
}

/** Calls `told` with true or false; with null where this browser cannot check an Ed25519 signature. */
async function verify(publicKey, message, signature, told) {
  try {
    key ??= await crypto.subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
    told(await crypto.subtle.verify({ name: 'Ed25519' }, key, signature, message));
  } catch {
    told(null);
  }
}

/** One short high tone and a touch for yes, two low ones for anything else. */
function signal(good) {
  navigator.vibrate?.(good ? 60 : [120, 80, 120]);
  noise ??= new AudioContext();
  for (const [start, hertz] of good ? [[0, 880]] : [[0, 220], [0.22, 196]]) {
    const [tone, volume] = [noise.createOscillator(), noise.createGain()];
    tone.frequency.value = hertz;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(noise.destination);
    tone.start(noise.currentTime + start);
    tone.stop(noise.currentTime + start + 0.16);
  }
}

/** Keeps this page and all that it is made of on the device; calls `kept` once that is done. */
async function keep(kept) {
  try {
    await navigator.serviceWorker.register(WORKER, { scope: location.pathname });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name)).filter(({ origin }) => origin === location.origin);
    const answer = new MessageChannel();
    answer.port1.onmessage = ({ data }) => data === true && kept();
    const own = ['/door/door.js', '/door/decode.js', '/door/index.js'];
    active.postMessage({ page: location.pathname, parts: [...own, ...loaded.map(({ pathname }) => pathname)] }, [answer.port2]);
  } catch {
    // No service worker here: the page still works without a network, as long as it stays open.
  }
}

/** Leaves nothing behind for whoever uses the device next, once its member has logged out. */
async function forget() {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(LISTS))) {
    localStorage.removeItem(name);
  }
  await globalThis.caches?.delete(CACHE);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.filter(({ active }) => active?.scriptURL.endsWith(WORKER)).map((worker) => worker.unregister()));
}

globalThis.nukkadDoor = { watch, stop, verify, signal, keep, forget };
