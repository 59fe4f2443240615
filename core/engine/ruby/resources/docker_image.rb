# docker_image: one image of a Docker host, by name or id.
module Cincture
  module Resources
    class DockerImage < Inspec.resource(1)
      include DockerObject

      name 'docker_image'
      supports platform: 'unix'
      desc 'An image of a Docker host.'

      # Conversions that Ruby itself tries on any object.
      IMPLICIT = [:to_ary, :to_str, :to_hash, :to_proc, :to_int, :to_sym, :to_regexp, :to_io].freeze

      def initialize(options = {}, **more)
        @options = complete(options.is_a?(String) ? { image: options } : options.merge(more))
      end

      def image
        "#{repo}:#{tag}" if found.entries.length == 1
      end

      def repo
        only(:repositories)
      end

      def tag
        only(:tags)
      end

      # What `docker inspect` says.
      def inspection
        @inspection ||= inspec.docker.object(@options[:image] || @options[:id])
      end

      def [](*keys)
        dig(keys)
      end

      # Any other word is looked up in what `docker inspect` says.
      def method_missing(name, *keys)
        return super if IMPLICIT.include?(name)
        dig([name] + keys)
      end

      def resource_id
        found.ids[0] || @options[:id] || @options[:image] || ''
      end

      def to_s
        "Docker Image #{@options[:image] || @options[:id]}"
      end

      private

      def complete(options)
        options = options.merge(DockerObject.parts(options[:image]))
        options[:tag] ||= 'latest'
        options[:id] = 'sha256:' + options[:id] unless options[:id].nil? || options[:id].include?(':')
        options[:image] = "#{options[:repo]}:#{options[:tag]}" unless options[:repo].nil?
        options
      end

      # Keys are texts, which may hold several with dots between.
      def dig(keys)
        texts = keys.all? { |k| k.is_a?(String) }
        path = texts ? keys.map { |k| k.split('.') }.flatten : keys
        value = texts ? path.inject(inspection) { |inner, key| inner.is_a?(Hash) ? inner[key] : nil } : nil
        return value unless value.nil?
        raise Inspec::Exceptions::ResourceFailed, "#{path.join('.')} is not a valid key for your image or has nil value."
      end

      def found
        return @found if @found
        wanted = @options
        @found = inspec.docker.images.where do
          (repository == wanted[:repo] && tag == wanted[:tag]) || DockerObject.id?(id, wanted[:id])
        end
      end
    end
  end
end
