"""What the mistakes of several sections use."""

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]

Optimizer = torch.optim.Optimizer
