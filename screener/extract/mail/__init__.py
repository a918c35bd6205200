"""Mail: messages, mailboxes, Outlook items, signatures."""
