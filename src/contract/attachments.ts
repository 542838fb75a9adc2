/**
 * Files travel as bytes, so they have no schema: `POST /api/v1/attachments?name=report.pdf` with the bytes as
 * the body answers 201 with an {@link Attachment}, staged for its uploader until a message or a ticket takes
 * it; `GET /api/v1/attachments/:id` downloads one.
 */
export const ATTACHMENT_LIMIT = 25 * 1024 * 1024;
