# A socket: Net::HTTP, open-uri.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      require 'net/http'
      Net::HTTP.get(URI('http://169.254.169.254/'))
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
