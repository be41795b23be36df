"""Who may speak to the server: passwords, devices and their credentials, sessions."""
