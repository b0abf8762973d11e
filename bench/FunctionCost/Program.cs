using EventEdge.FunctionCost;

// One JSON line a figure: the middle of many calls, and what the call costs over its floor.
InProcessCost.Measure().Print();
(await ProcessCost.MeasureAsync()).Print();
WasmCost.Measure().Print();
foreach (var line in await ContainerCost.MeasureAsync()) line.Print();
