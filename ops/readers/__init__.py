"""Facts of a stack as plain frozen values: from its file, its outputs, and what AWS answers."""
