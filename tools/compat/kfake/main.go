// A broker that speaks only part of Kafka's protocol: franz-go's kfake, on 127.0.0.1 at the ports given as arguments.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	ports := make([]int, 0, len(os.Args)-1)
	for _, text := range os.Args[1:] {
		port, err := strconv.Atoi(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, "a port is expected:", text)
			os.Exit(2)
		}
		ports = append(ports, port)
	}
	cluster, err := kfake.NewCluster(kfake.Ports(ports...))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ready")
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	cluster.Close()
}
