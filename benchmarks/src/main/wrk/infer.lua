-- One image as a tensor of the Open Inference Protocol, over and over:
--   wrk -t1 -c16 -d30s --latency -s benchmarks/src/main/wrk/infer.lua \
--     http://localhost:8080/v2/models/digits/infer
local pixels = {}
for i = 1, 784 do
  pixels[i] = (i * 37) % 256
end
wrk.method = "POST"
wrk.body = '{"inputs":[{"name":"examples","shape":[1,784],"datatype":"UINT8","data":['
  .. table.concat(pixels, ",") .. ']}]}'
wrk.headers["Content-Type"] = "application/json"
