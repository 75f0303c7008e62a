#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds the targets as OSS-Fuzz does.
exec "$SRC/libsmtpreply/fuzz/oss-fuzz/build.sh"
