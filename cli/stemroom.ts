#!/usr/bin/env node
console.log("stemroom");
