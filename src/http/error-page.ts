import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../flows/kit/events.ts';
import { type Html, html } from './html.ts';
import { readLanguage } from './language.ts';
import { type PageWord, pageWord } from './words.ts';

/** What went wrong, in words that blame nobody and promise nothing (standards.md R17, R21). */
function wordFor(status: number): PageWord {
  if (status === 404) return 'page.notFound';
  if (status === 413) return 'page.tooLong';
  if (status === 429) return 'page.tooMany';
  return status >= 500 ? 'page.failed' : 'page.refused';
}

function renderErrorPage(language: Language, status: number): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>…</title>
<link rel="icon" href="/chat/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/chat/chat.css">
</head>
<body class="alone">
<main>
<h1>${pageWord(language, wordFor(status))}</h1>
<p><a href="/chat">${pageWord(language, 'page.back')}</a></p>
</main>
</body>
</html>
`;
}

/** Answers with a calm page, or with the bare status for a program. Never a stack, an address or a url. */
export function sendErrorPage(request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply {
  reply.code(status).header('cache-control', 'no-store');
  if (String(request.headers.accept ?? '').includes('application/json')) return reply.send({ status });
  const page = renderErrorPage(readLanguage(request), status);
  return reply.type('text/html; charset=utf-8').send(page.markup);
}
