using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Wasm;

/// <summary>How the tests get a module, and ask it.</summary>
public sealed partial class WasmRuntimeTests
{
    private WasmPool Plain(string body, WasmConfig? config = null)
    {
        File.WriteAllText(
            _directory.File("m.wat"),
            $"""
            (module
              (memory (export "memory") 1)
              (func (export "alloc") (param i32) (result i32) (i32.const 4096))
              (func (export "invoke") (param i32 i32) (result i64) {body}))
            """);
        return Start(config ?? new() { Module = "m.wat" });
    }

    private WasmPool Command(string end)
    {
        File.WriteAllText(
            _directory.File("m.wat"),
            $"""
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 1024))
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                (i32.store (i32.const 4) (i32.load (i32.const 8)))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                {end}))
            """);
        return Start(new() { Module = "m.wat" });
    }

    private WasmPool Start(WasmConfig config)
    {
        var runtime = new WasmPool(config, File.ReadAllBytes(_directory.File(config.Module)), _time);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static string Ask(WasmPool runtime, string input)
    {
        var answer = Call(runtime, input);
        Assert.Null(answer.Reason);
        return Encoding.UTF8.GetString(answer.Document.Span);
    }

    // A module runs on the thread of its caller: there is nothing to wait for.
    private static FunctionAnswer Call(WasmPool runtime, string input) => CallUntil(runtime, input, TestContext.Current.CancellationToken);

    private static FunctionAnswer CallUntil(WasmPool runtime, string input, CancellationToken cancellation) =>
        runtime.CallAsync(Encoding.UTF8.GetBytes(input), cancellation).AsTask().GetAwaiter().GetResult();
}
