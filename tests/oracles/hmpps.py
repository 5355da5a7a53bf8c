"""What the workspace of HM Prison and Probation Service holds, as read by people."""

EXTERNAL = {
    "Curious",
    "GOV.UK Notify",
    "Gov.Pay",
    "HMCTS Crime Portal",
    "Integrated CRC software systems",
    "National Prison Radio",
    "Natwest",
    "Standalone CRC software systems",
    "worldpay",
}
PLATFORMS = {
    "Azure AD JusticeUK Tenant",
    "HMPPS Audit",
    "HMPPS Auth",
    "MoJ SignOn",
    "Token verification API",
    "hmpps-domain-events",
}
