using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>What a module may use. Wasmtime limits nothing by itself, and time and fuel only until they are first used up.</summary>
internal static class WasmLimits
{
    private const uint TableElementLimit = 100_000;
    private const long FuelUnit = 1_000_000;

    /// <summary>A store with the limits that hold for its whole life.</summary>
    public static Store NewStore(Wasmtime.Engine engine, WasmConfig config)
    {
        var store = new Store(engine);
        store.SetLimits(memorySize: config.Memory, tableElements: TableElementLimit, instances: 1, tables: 16, memories: 1);
        return store;
    }

    /// <summary>Sets what one call may use: instructions, and time until it is cancelled.</summary>
    public static void Arm(Store store, WasmConfig config, CancellationToken cancellation)
    {
        store.Fuel = (ulong)(config.Fuel * FuelUnit);
        // Other calls of the same engine are stopped by the same epoch: whoever is not meant goes on.
        store.SetEpochDeadlineCallback(_ =>
        {
            cancellation.ThrowIfCancellationRequested();
            return 1;
        });
        store.SetEpochDeadline(1);
        cancellation.ThrowIfCancellationRequested();
    }
}
