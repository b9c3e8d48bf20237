// Requests to the service. XMLHttpRequest, because it tells how much was sent and ends in time in old kernels too.

const HEADER = "X-Xltools-Code";
const SECONDS = 900;

/** An answer that says why there is no other one. */
export class Problem extends Error {
  /**
   * @param {string} text
   * @param {number} status
   */
  constructor(text, status) {
    super(text);
    this.status = status;
  }
}

let code = "";

/**
 * Use an access code. A Chinese input method writes it in wide letters, and a chat puts a full stop behind it: a header takes
 * neither.
 * @param {string} value
 */
export function useCode(value) {
  code = value.normalize("NFKC").replace(/[^0-9A-Za-z-]/g, "");
}

/**
 * @typedef {{ method?: string, files?: File[], blob?: boolean, onProgress?: (share: number) => void, onStart?: (cancel: () => void) => void }} Options
 */

/**
 * Ask the service; return its JSON, or a Blob. Rejects with a Problem in Chinese.
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export function ask(path, options = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(options.method || (options.files ? "POST" : "GET"), path);
    request.setRequestHeader(HEADER, code);
    request.timeout = SECONDS * 1000;
    if (options.blob) request.responseType = "blob";
    const { onProgress } = options;
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    if (options.onStart) options.onStart(() => request.abort());
    request.onload = async () => {
      if (request.status < 300) {
        resolve(options.blob ? request.response : JSON.parse(request.responseText));
        return;
      }
      const text = options.blob ? await request.response.text() : request.responseText;
      reject(new Problem(problemText(text, request.status), request.status));
    };
    request.onerror = async () => reject(new Problem(await unreadable(options.files || [])
      || "连不上服务：可能已停止，或文件在检查前就被拒绝（太大）。请确认服务在运行后再试。", 0));
    request.ontimeout = () => reject(new Problem("等了太久没有答复，请稍后再试。", 0));
    request.onabort = () => reject(new Problem("已取消。", 0));
    request.send(options.files ? form(options.files) : null);
  });
}

/**
 * @param {File[]} files
 * @returns {FormData}
 */
function form(files) {
  const data = new FormData();
  for (const file of files) data.append("files", file, file.name);
  return data;
}

/**
 * Return which file the browser itself cannot read, in words: it gives out none that was saved again since it was chosen.
 * @param {File[]} files
 * @returns {Promise<string>}
 */
async function unreadable(files) {
  for (const file of files) {
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch {
      return `${file.name} 选好以后改过、移走了，或者不能读。请重新选择文件。`;
    }
  }
  return "";
}

/**
 * @param {string} body
 * @param {number} status
 * @returns {string}
 */
function problemText(body, status) {
  try {
    return JSON.parse(body).problem.zh;
  } catch {
    return `服务没有给出结果（${status}）。`;
  }
}

/**
 * Return the content of a copy, which comes in base64.
 * @param {{ data: string }} copy
 * @returns {Blob}
 */
export function copyBlob(copy) {
  const bytes = Uint8Array.from(atob(copy.data), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: "application/octet-stream" });
}
