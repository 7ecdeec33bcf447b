// A proxy that stands before a store, makes each request wait as a network would, and counts. Connections cost nothing.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sync"
	"time"
)

// What has been seen since the last time that somebody asked.
type seen struct {
	mutex    sync.Mutex
	requests map[string]int
	first    time.Time
	last     time.Time
}

func (seen *seen) begin(method string) {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	seen.requests[method]++
	if seen.first.IsZero() {
		seen.first = time.Now()
	}
}

func (seen *seen) end() {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	seen.last = time.Now()
}

// The requests by method, and the seconds from the first one to the last answer.
func (seen *seen) take(response http.ResponseWriter) {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	sending := 0.0
	if !seen.first.IsZero() {
		sending = seen.last.Sub(seen.first).Seconds()
	}
	json.NewEncoder(response).Encode(map[string]any{"requests": seen.requests, "sending": sending})
	seen.requests = map[string]int{}
	seen.first = time.Time{}
}

func main() {
	target, err := url.Parse(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	latency, err := time.ParseDuration(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	// Signatures hold the host that the client has asked.
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(target)
			request.Out.Host = request.In.Host
		},
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{}).DialContext,
			MaxIdleConnsPerHost: 1000,
			DisableCompression:  true,
		},
	}
	seen := &seen{requests: map[string]int{}}
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/-/seen" {
			seen.take(response)
			return
		}
		seen.begin(request.Method)
		time.Sleep(latency)
		proxy.ServeHTTP(response, request)
		seen.end()
	})))
}
