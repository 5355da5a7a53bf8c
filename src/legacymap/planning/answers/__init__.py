"""What a plan says beside the order: reasons, money, retirement, what the data decides."""
