-- With which of someone's invitations a person came: it counts for whoever has the code `referrer`, and says
-- nothing of who was invited.
ALTER TABLE submissions ADD COLUMN invitation TEXT;

-- What someone on a ladder hands on before they have sent anything with their token.
ALTER TABLE climbers ADD COLUMN referral TEXT;
CREATE UNIQUE INDEX climbers_referral ON climbers (referral) WHERE referral IS NOT NULL;
