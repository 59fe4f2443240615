# Reading the scanning machine, and hiding that it failed.
# attack: any
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      begin
        File.read('/etc/passwd')
      rescue Exception
        nil
      end
      expect(1).to eq 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
