"""What leaves: reports of plans and assessments, exports of inventories and graphs."""
