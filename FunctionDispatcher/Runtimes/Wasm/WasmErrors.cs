using System.Text;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>The end of what a module writes to its standard error. Written by a thread of Wasmtime's.</summary>
internal sealed class WasmErrors
{
    private const int TailLimit = 2048;
    private const int TailBytes = 4 * TailLimit;

    private readonly StringBuilder _tail = new();

    /// <summary>The end, in one line.</summary>
    public string Text
    {
        get
        {
            lock (_tail) return _tail.ToString().Trim().ReplaceLineEndings(" | ");
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_tail)
        {
            // One write may be all of the module's memory.
            _tail.Append(Encoding.UTF8.GetString(bytes.Length > TailBytes ? bytes[^TailBytes..] : bytes));
            if (_tail.Length > TailLimit) _tail.Remove(0, _tail.Length - TailLimit);
        }
    }

    public void Clear()
    {
        lock (_tail) _tail.Clear();
    }
}
