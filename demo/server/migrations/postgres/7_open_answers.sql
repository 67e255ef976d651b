-- Answers in words that staff have published, one by one. The words stay with the submission.
CREATE TABLE open_answers (
    widget     TEXT NOT NULL,
    -- The control: a question, or what is written beside "other".
    question   TEXT NOT NULL,
    -- Of the submission; newer ones are greater.
    submission BIGINT NOT NULL,
    PRIMARY KEY (widget, question, submission)
);
CREATE INDEX open_answers_submission ON open_answers (submission);
