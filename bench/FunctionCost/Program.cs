using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

using EventEdge.FunctionCost;

// This program a second time, as the compiler of the C# that is swapped.
if (args is ["compile-functions"])
{
    await CompilerServer.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System);
    return;
}

// One JSON line a figure: the middle of many calls, and what the call costs over its floor.
InProcessCost.Measure().Print();
(await ProcessCost.MeasureAsync()).Print();
WasmCost.Measure().Print();
foreach (var line in await ContainerCost.MeasureAsync()) line.Print();
await SwapCost.MeasureAsync([Environment.ProcessPath!, typeof(SwapCost).Assembly.Location, "compile-functions"]);
