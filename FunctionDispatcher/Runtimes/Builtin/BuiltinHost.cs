using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.Builtin;

/// <summary>Makes built-in functions.</summary>
internal sealed class BuiltinHost(FunctionCatalog catalog) : IInProcessHost
{
    public bool IsTrusted => true;

    public bool ReadsEveryField(FunctionConfig function) =>
        catalog.ReadsEveryField(((BuiltinFunctionConfig)function).Builtin, function.With);

    public InProcessFunction Load(BindingConfig binding, FunctionContext? context)
    {
        try
        {
            return new(catalog.Create(
                ((BuiltinFunctionConfig)binding.Function).Builtin, binding.Function.With, binding.Window is not null));
        }
        catch (ArgumentException error)
        {
            throw new FunctionUnusableException(error.Message, error);
        }
    }

    public void Dispose()
    {
    }
}
