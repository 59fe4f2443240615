# exit 0 in the body of a control, rescued.
# attack: any
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  begin
    exit 0
  rescue Exception
    nil
  end
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
