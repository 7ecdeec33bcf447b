// Command pulumi-language-nodejs is the part of Pulumi that runs Node.js programs: a small stand-in for the language
// host of the official installer, for machines that build the Pulumi CLI from source. It does what preview, up,
// refresh and destroy need; it generates no programs and no packages.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

const engineWait = 5 * time.Minute

func main() {
	// The engine passes these to every language host; neither matters here.
	flag.String("root", "", "project root")
	flag.String("tracing", "", "tracing endpoint")
	flag.Parse()
	if err := serve(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers the engine's calls until a signal arrives or the engine has gone.
func serve(engineAddress string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		close(cancel)
	}()
	if engineAddress != "" {
		if err := rpcutil.Healthcheck(ctx, engineAddress, engineWait, stop); err != nil {
			return fmt.Errorf("connect to the engine: %w", err)
		}
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel:  cancel,
		Options: rpcutil.TracingServerInterceptorOptions(nil),
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{engineAddress: engineAddress})
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Println(server.Port) // The engine reads the port from the first line.
	return <-server.Done
}
