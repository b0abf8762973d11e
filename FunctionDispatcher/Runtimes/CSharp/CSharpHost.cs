using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>Makes objects of classes in C#.</summary>
internal sealed class CSharpHost(CSharpCode code) : IInProcessHost
{
    public bool IsTrusted => false;

    public bool ReadsEveryField(FunctionConfig function) => true;

    public InProcessFunction Load(BindingConfig binding, FunctionContext? context)
    {
        try
        {
            var loaded = code.Load((CSharpFunctionConfig)binding.Function, context!);
            return new(loaded.Function, loaded);
        }
        catch (Exception error) when (error is ArgumentException or FunctionLoadException)
        {
            throw new FunctionUnusableException(error.Message, error);
        }
    }

    public void Dispose()
    {
    }
}
