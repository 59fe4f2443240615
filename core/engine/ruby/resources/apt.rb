# apt, ppa: a source of packages of Debian and Ubuntu.
module Cincture
  module Resources
    class AptRepository < Inspec.resource(1)
      include FindFiles

      name 'apt'
      supports platform: 'unix'
      desc 'A source of packages.'

      FOLDER = '/etc/apt'.freeze
      KINDS = ['deb', 'deb-src'].freeze
      URL = %r{\Ahttps?://\S+\z}

      def initialize(ppa_name)
        @ppa_name = ppa_name
        return skip_resource('The `apt` resource is not supported on your OS yet.') unless inspec.os.debian?
        @url = url_of(ppa_name)
      end

      def exists?
        !sources.empty?
      end

      # None of its lines is a comment.
      def enabled?
        exists? && sources.all? { |source| source[:active] }
      end

      def resource_id
        @url || @ppa_name || 'apt repository'
      end

      def to_s
        "Apt Repository #{@url}"
      end

      private

      # A name of Launchpad, or an address.
      def url_of(name)
        return name if name =~ URL
        name = name.split(':')[1] if name.start_with?('ppa:')
        owner, archive = name.split('/')
        "http://ppa.launchpad.net/#{owner}/#{archive || 'ppa'}/ubuntu"
      end

      def sources
        @sources ||= all.select { |source| source[:url] == @url && source[:type] == 'deb' }
      end

      def all
        files = find_files(FOLDER, type: :file).select { |path| path.end_with?('.list') }
        files.map { |path| (Host.read(path) || '').scrub.split("\n").map { |line| source(line) } }.flatten.compact
      end

      # nil for what is no source: other comments, CD-ROMs, lines without components.
      def source(raw)
        line = raw.sub(/^(#\s*)*/, '')
        type, url, _distribution, *components = line.sub(/^(deb|deb-src)\s+\[.+?\]/) { |found| found.split(' ')[0] }.split(' ')
        url = url.delete('"') if url
        return nil if components.empty? || !KINDS.include?(type) || !(url =~ URL)
        { type: type, url: url, active: raw == line }
      end
    end

    class PpaRepository < AptRepository
      name 'ppa'
      supports platform: 'unix'
      desc 'An archive of Launchpad.'
    end
  end
end
