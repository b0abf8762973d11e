namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>Makes an assembly of a source. Errors in the source are an answer; safe for concurrent use.</summary>
internal interface ISourceCompiler
{
    /// <summary>Compiles one source.</summary>
    /// <exception cref="FunctionLoadException">The compiler itself cannot be run.</exception>
    CompilerAnswer Compile(CompilerRequest request);
}

/// <summary>What is to be compiled.</summary>
/// <param name="Path">What stack traces call the source.</param>
/// <param name="Text">The source.</param>
/// <param name="References">Files of the assemblies it may use.</param>
/// <param name="Name">Name of the assembly.</param>
internal sealed record CompilerRequest(string Path, string Text, string[] References, string Name = "function");

/// <summary>The assembly, or every error.</summary>
internal sealed record CompilerAnswer(byte[]? Image, CompilerError[] Errors);

/// <summary>An error at a place of the source; line and column from 1.</summary>
internal sealed record CompilerError(int Line, int Column, string Message);
