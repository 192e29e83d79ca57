-- One image by its raw pixels, over and over:
--   wrk -t1 -c16 -d30s --latency -s benchmarks/src/main/wrk/classify.lua http://localhost:8080/classify
local pixels = {}
for i = 1, 784 do
  pixels[i] = string.char((i * 37) % 256)
end
wrk.method = "POST"
wrk.body = table.concat(pixels)
wrk.headers["Content-Type"] = "application/octet-stream"
