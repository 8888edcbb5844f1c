import type { ApiRequest, ApiResponse } from "./exchange.ts";

/** Jetty's error page for a path without servlet: 404 for GET, 405 for everything else. */
export function notFound({ method, path }: ApiRequest): ApiResponse {
  const status = method === "GET" ? 404 : 405;
  const reason = status === 404 ? "Not Found" : `HTTP method ${method} is not supported by this URL`;
  const rows = [
    ["URI", path],
    ["STATUS", String(status)],
    ["MESSAGE", reason],
    ["SERVLET", "org.eclipse.jetty.servlet.ServletHandler$Default404Servlet-6db328f8"],
  ].map(([name, value]) => `<tr><th>${name}:</th><td>${value}</td></tr>`);
  const body = [
    "<html>",
    "<head>",
    '<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>',
    `<title>Error ${status} ${reason}</title>`,
    "</head>",
    `<body><h2>HTTP ERROR ${status} ${reason}</h2>`,
    "<table>",
    ...rows,
    "</table>",
    '<hr/><a href="https://jetty.org/">Powered by Jetty:// 9.4.57.v20241219</a><hr/>',
    "",
    "</body>",
    "</html>",
    "",
  ].join("\n");
  return { status, body, contentType: "text/html;charset=iso-8859-1" };
}
