using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using Wasmtime;

namespace EventEdge.FunctionCost;

/// <summary>A module that answers with its input, beside the call of its function by Wasmtime alone.</summary>
internal static class WasmCost
{
    private const int Calls = 200_000;

    private const string Text =
        """
        (module
          (memory (export "memory") 1)
          (func (export "alloc") (param i32) (result i32) (i32.const 4096))
          (func (export "invoke") (param i32 i32) (result i64)
            (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))
        """;

    public static CostLine Measure()
    {
        using var runtime = new WasmPool(new() { Module = "echo.wat" }, Encoding.UTF8.GetBytes(Text), TimeProvider.System);
        var input = "[{\"fields\":{\"temperature\":92.5}}]"u8.ToArray();
        using var limit = new CancellationTokenSource();
        var call = CostLine.Time(Calls, () => runtime.CallAsync(input, limit.Token).AsTask().GetAwaiter().GetResult());
        return new("wasm", call, Bare(), "the bare Wasmtime call");
    }

    private static double Bare()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, "echo", Text);
        using var store = new Store(engine);
        var invoke = new Instance(store, module).GetFunction<int, int, long>("invoke")!;
        return CostLine.Time(Calls, () => invoke(4096, 33));
    }
}
