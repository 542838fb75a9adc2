ALTER TABLE change ADD COLUMN policy_id uuid;

-- What recurring work of that kind says since.
UPDATE recurrence
   SET action = '{"templateId": null, "services": [], "policyId": null, "frozen": "draft"}'::jsonb || action
 WHERE action->>'do' = 'patch_window';
