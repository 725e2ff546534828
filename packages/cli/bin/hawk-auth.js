#!/usr/bin/env node
// Apart from what is built, so that a workspace can link the command before its first build.
import '../dist/main.js'
